/* A plan as text over data in memory: read, held against the codebook, and ready for a tally. */
#pragma once

#include "memory.h"

typedef struct {
    char *folder;
    Memory *m;
    Diagnostics *diagnostics;
    Plan *plan;
    Frame *frame;
    Tally *tally;
    char *said; /* all diagnostics of the plan and the frame */
} Case;

/* The plan TEXT, which reads without a word, over M (taken). */
static void case_read(Case *c, Memory *m, const char *text)
{
    g_autoptr(GError) error = NULL;
    *c = (Case){.m = m, .folder = support_folder(), .diagnostics = diagnostics_new()};
    g_autofree char *path = g_build_filename(c->folder, "plan.yaml", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    c->plan = plan_read(path, c->diagnostics, &error);
    assert_no_error(error);
    g_autofree char *before = diagnostics_render(c->diagnostics, FALSE);
    if (c->plan == NULL || before[0] != '\0')
        fail_msg("%s", before);
    c->frame = frame_new(c->plan, &m->codebook, c->diagnostics);
    c->said = diagnostics_render(c->diagnostics, FALSE);
}

/* The same, with a frame without a word and its tally. */
G_GNUC_UNUSED static void case_open(Case *c, Memory *m, const char *text)
{
    case_read(c, m, text);
    assert_string_equal(c->said, "");
    c->tally = tally_new(c->frame);
}

static void case_close(Case *c)
{
    tally_free(c->tally);
    frame_free(c->frame);
    plan_free(c->plan);
    memory_free(c->m);
    diagnostics_free(c->diagnostics);
    g_free(c->said);
    support_remove(c->folder);
    g_free(c->folder);
}
