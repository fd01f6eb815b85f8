#include "base/error.h"
#include "tally/frame.h"

gboolean frame_takes_numbers(const Frame *frame, gint variable)
{
    const FrameVariable *v = frame_variable(frame, variable);
    if (!v->is_string)
        return TRUE;
    if (v->source == NULL || v->source->n_numbers <= v->source->n_words)
        return FALSE;
    g_array_append_val(frame->wordy, variable);
    return TRUE;
}

gboolean frame_check_words(const Frame *frame, GError **error)
{
    if (frame->wordy->len == 0)
        return TRUE;
    const Variable *v = frame_variable(frame, g_array_index(frame->wordy, gint, 0))->source;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                "%s: row %" G_GINT64_FORMAT ", variable %s: error: '%s' is no number, and the plan "
                "needs numbers here (%" G_GINT64_FORMAT " cells hold words, %" G_GINT64_FORMAT
                " numbers); if it means no answer, list it under `missing`",
                frame->codebook->path, v->first_word_row, v->name, v->first_word, v->n_words,
                v->n_numbers);
    return FALSE;
}
