#include "guess_words.h"

#include "guess.h"
#include "plan/levels.h"

#include <string.h>

/* Words of folded texts, between underscores; looked for as whole words, or at their beginning
 * where they end without one. */
static const char *const ordered_words[] = {
    "_jamais_",    "_rarement_",    "_parfois_",     "_souvent_", "_toujours_", "_accord_",
    "_tres_",      "_assez_",       "_plutot_",      "_peu_",     "_beaucoup_", "_moins_",
    "_plus_",      "_tout_a_fait_", "_pas_du_tout_", "_faible",   "_moyen",     "_eleve",
    "_satisf",     "_insatisf",     "_important",    "_bon_",     "_mauvais",   "_excellent",
    "_jour",       "_semaine",      "_mois_",        "_never_",   "_rarely_",   "_seldom_",
    "_sometimes_", "_often_",       "_always_",      "_agree",    "_disagree",  "_very_",
    "_somewhat_",  "_not_at_all_",  "_low",          "_medium_",  "_high",      "_less_",
    "_more_",      "_dissatisf",    "_good_",        "_fair_",    "_poor_",     "_likely_",
    "_unlikely_",  "_daily_",       "_weekly_",      "_monthly_", "_every_",    "_days_",
    "_once_",      "_year",         "_under_",       "_over_",    NULL};
static const char *const missing_words[] = {"_ne_sait_pas_",
                                            "_ne_sais_pas_",
                                            "_nsp_",
                                            "_refus_",
                                            "_refuse_",
                                            "_prefere_ne_pas_",
                                            "_ne_s_applique_pas_",
                                            "_non_applicable_",
                                            "_sans_objet_",
                                            "_sans_reponse_",
                                            "_pas_de_reponse_",
                                            "_non_reponse_",
                                            "_manquant",
                                            "_don_t_know_",
                                            "_dont_know_",
                                            "_dk_",
                                            "_refused_",
                                            "_no_answer_",
                                            "_not_applicable_",
                                            "_not_stated_",
                                            "_not_ascertained_",
                                            "_prefer_not_",
                                            "_missing_",
                                            "_n_a_",
                                            "_no_response_",
                                            NULL};
static const char *const weight_words[] = {"_weight", "_poids", "_ponder", "_wgt", NULL};
static const char *const weight_names[] = {"_w_",     "_wt_",        "_pond_",     "_n_",
                                           "_freq_",  "_frequency_", "_effectif_", "_effectifs_",
                                           "_count_", "_counts_",    "_nombre_",   NULL};
static const char *const french_words[] = {
    "_le_",      "_la_",     "_les_",  "_des_",   "_du_",     "_de_",     "_et_",      "_pas_",
    "_ou_",      "_une_",    "_vous_", "_votre_", "_dans_",   "_est_",    "_oui_",     "_tres_",
    "_tout_",    "_plutot_", "_au_",   "_aux_",   "_accord_", "_jamais_", "_souvent_", "_toujours_",
    "_parfois_", "_selon_",  "_sur_",  "_pour_",  NULL};
static const char *const english_words[] = {
    "_the_",  "_of_",  "_and_",   "_to_",    "_you_",   "_your_",   "_not_",
    "_or_",   "_in_",  "_is_",    "_yes_",   "_no_",    "_very_",   "_how_",
    "_with_", "_for_", "_agree_", "_never_", "_often_", "_always_", "_sometimes_",
    "_by_",   "_on_",  "_from_",  "_do_",    "_are_",   NULL};

/* "Ne sait pas" as "_ne_sait_pas_". */
static char *fold(const char *text)
{
    g_autofree char *folded = level_fold(text != NULL ? text : "");
    g_auto(GStrv) words = g_strsplit(folded, "_", -1);
    GString *out = g_string_new("_");
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            g_string_append_printf(out, "%s_", *word);
    return g_string_free(out, FALSE);
}

static guint count_words(const char *text, const char *const *words)
{
    g_autofree char *folded = fold(text);
    guint n = 0;
    for (; *words != NULL; words++)
        n += strstr(folded, *words) != NULL;
    return n;
}

static gboolean sounds(const char *text, const char *const *words)
{
    return text != NULL && count_words(text, words) > 0;
}

gboolean words_say_missing(const char *label)
{
    return sounds(label, missing_words);
}

gboolean words_say_order(const char *label)
{
    return sounds(label, ordered_words);
}

gboolean words_say_weight(const char *name)
{
    g_autofree char *folded = fold(name);
    return sounds(name, weight_words) || g_strv_contains(weight_names, folded);
}

/* --- language --------------------------------------------------------------------------------- */

/* Longer lists of texts are no answers to a question. */
enum { TEXTS_MAX = 12 };

static void count_language(const char *text, guint *french, guint *english)
{
    if (text == NULL)
        return;
    *french += count_words(text, french_words);
    *english += count_words(text, english_words);
}

Language guess_language(const DataFile *file)
{
    guint french = 0, english = 0;
    for (guint i = 0; i < file->codebook->variables->len; i++) {
        const Variable *variable = g_ptr_array_index(file->codebook->variables, i);
        const ProfileVariable *profile = g_ptr_array_index(file->profile->variables, i);
        count_language(variable->label, &french, &english);
        for (guint k = 0; k < variable->value_labels->len; k++)
            count_language(((ValueLabel *)g_ptr_array_index(variable->value_labels, k))->label,
                           &french, &english);
        for (guint k = 0; k < profile->values->len && profile->values->len <= TEXTS_MAX; k++)
            count_language(g_array_index(profile->values, ProfileValue, k).text, &french, &english);
    }
    return french > english ? LANGUAGE_FR : LANGUAGE_EN;
}
