#include "base/words.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

static const char *const ids[] = {
#define WORD(id, en, fr) #id,
#include "base/words.def"
#undef WORD
};

static void every_word_has_both_languages(void **state G_GNUC_UNUSED)
{
    assert_int_equal(G_N_ELEMENTS(ids), W_COUNT);
    for (int id = 0; id < W_COUNT; id++)
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            const char *text = word((WordId)id, (Language)language);
            if (text == NULL || text[0] == '\0' || !g_utf8_validate(text, -1, NULL))
                fail_msg("%s is not complete in '%s'", ids[id], language_name((Language)language));
        }
}

/* The conversions of a printf format, blank-separated: "%s and %5.1f %%" gives "%s %f". Flags,
 * widths and precisions may differ between languages; a star or a numbered argument may not be
 * used, because then the order of arguments would be the translator's. */
static char *conversions(const char *format)
{
    GString *out = g_string_new(NULL);
    for (const char *p = format; (p = strchr(p, '%')) != NULL;) {
        p++;
        if (*p == '%') {
            p++;
            continue;
        }
        p += strspn(p, "-+ #0'0123456789.");
        gsize size = strspn(p, "hlLqjzt");
        g_string_append_printf(out, "%%%.*s ", (int)(size + 1), p);
        p += size + (p[size] != '\0');
    }
    return g_string_free(out, FALSE);
}

static void both_languages_take_the_same_arguments(void **state G_GNUC_UNUSED)
{
    for (int id = 0; id < W_COUNT; id++) {
        g_autofree char *en = conversions(word((WordId)id, LANGUAGE_EN));
        g_autofree char *fr = conversions(word((WordId)id, LANGUAGE_FR));
        if (strcmp(en, fr) != 0)
            fail_msg("%s takes '%s' in English and '%s' in French", ids[id], en, fr);
        assert_null(strchr(en, '*'));
        assert_null(strchr(en, '$'));
    }
}

static void conversions_are_seen(void **state G_GNUC_UNUSED)
{
    g_autofree char *some = conversions("%s: %5.1f %% and %" G_GINT64_FORMAT ", %d");
    assert_string_equal(some, "%s %f %" G_GINT64_FORMAT " %d ");
    g_autofree char *none = conversions("100 %%");
    assert_string_equal(none, "");
}

static void formats_are_filled(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = word_printf(W_MEDIAN, LANGUAGE_FR);
    assert_string_equal(text, "médiane");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_has_both_languages),
        cmocka_unit_test(both_languages_take_the_same_arguments),
        cmocka_unit_test(conversions_are_seen),
        cmocka_unit_test(formats_are_filled),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
