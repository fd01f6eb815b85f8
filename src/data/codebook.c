#include "data/codebook.h"

#include <math.h>
#include <string.h>

static void value_label_free(gpointer data)
{
    ValueLabel *label = data;
    g_free(label->text);
    g_free(label->label);
    g_free(label);
}

Variable *codebook_add(Codebook *codebook, const char *name)
{
    Variable *variable = g_new0(Variable, 1);
    variable->name = g_strdup(name);
    variable->column = codebook->variables->len;
    g_ptr_array_add(codebook->variables, variable);
    variable->value_labels = g_ptr_array_new_with_free_func(value_label_free);
    variable->missing_ranges = g_array_new(FALSE, FALSE, sizeof(MissingRange));
    variable->missing_texts = g_ptr_array_new_with_free_func(g_free);
    return variable;
}

void variable_add_label(Variable *variable, double number, const char *text, const char *label)
{
    ValueLabel *added = g_new0(ValueLabel, 1);
    added->number = number;
    added->text = g_strdup(text);
    added->label = g_strdup(label);
    added->state =
        variable_declares_missing(variable, number, text) ? CELL_USER_MISSING : CELL_VALID;
    g_ptr_array_add(variable->value_labels, added);
}

static void variable_free(gpointer data)
{
    Variable *variable = data;
    g_free(variable->name);
    g_free(variable->label);
    g_free(variable->format);
    g_free(variable->first_word);
    g_ptr_array_unref(variable->value_labels);
    g_array_unref(variable->missing_ranges);
    g_ptr_array_unref(variable->missing_texts);
    g_free(variable);
}

Codebook *codebook_new(const char *path, const char *kind)
{
    Codebook *codebook = g_new0(Codebook, 1);
    codebook->path = g_strdup(path);
    codebook->kind = kind;
    codebook->rows = -1;
    codebook->variables = g_ptr_array_new_with_free_func(variable_free);
    codebook->warnings = g_ptr_array_new_with_free_func(g_free);
    codebook->marks = g_array_new(FALSE, FALSE, sizeof(CodebookMark));
    return codebook;
}

void codebook_free(Codebook *codebook)
{
    if (codebook == NULL)
        return;
    g_free(codebook->path);
    g_free(codebook->file_label);
    g_free(codebook->encoding);
    g_free(codebook->weight);
    g_ptr_array_unref(codebook->variables);
    g_ptr_array_unref(codebook->warnings);
    g_array_unref(codebook->marks);
    g_free(codebook);
}

const Variable *codebook_find(const Codebook *codebook, const char *name)
{
    for (guint i = 0; i < codebook->variables->len; i++) {
        const Variable *variable = codebook->variables->pdata[i];
        if (strcmp(variable->name, name) == 0)
            return variable;
    }
    return NULL;
}

const ValueLabel *variable_label_of(const Variable *variable, double number, const char *text)
{
    for (guint i = 0; i < variable->value_labels->len; i++) {
        const ValueLabel *label = variable->value_labels->pdata[i];
        if (label->state != CELL_VALID && label->state != CELL_USER_MISSING)
            continue;
        if (variable->is_string ? g_strcmp0(label->text, text) == 0 : label->number == number)
            return label;
    }
    return NULL;
}

gboolean variable_declares_missing(const Variable *variable, double number, const char *text)
{
    if (variable->is_string) {
        for (guint i = 0; i < variable->missing_texts->len; i++)
            if (g_strcmp0(variable->missing_texts->pdata[i], text) == 0)
                return TRUE;
        return FALSE;
    }
    for (guint i = 0; i < variable->missing_ranges->len; i++) {
        const MissingRange *range = &g_array_index(variable->missing_ranges, MissingRange, i);
        if (number >= range->low && number <= range->high)
            return TRUE;
    }
    return FALSE;
}

gboolean codebook_text_says_synthetic(const char *text)
{
    if (text == NULL)
        return FALSE;
    g_autofree char *plain = g_str_to_ascii(text, "C");
    g_autofree char *folded = g_ascii_strdown(plain, -1);
    return strstr(folded, "synthetic") != NULL || strstr(folded, "synthetique") != NULL;
}
