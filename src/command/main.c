/* annexe COMMAND …: finds the command and runs it. */
#include "command.h"

#include "base/diagnostics.h"
#include "base/error.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGE_PAGE = 2 << 20, HEAP_AHEAD = 32 << 20 };

#define COMMAND(name) extern const Command command_##name;
#include "commands.def"
#undef COMMAND

static const Command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
};

static void print_usage(FILE *to)
{
    fputs(
        "annexe turns survey microdata into the annex of a report, and checks printed numbers.\n\n"
        "Usage:\n",
        to);
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_autofree char *call =
            g_strdup_printf("annexe %s %s", commands[i]->name, commands[i]->arguments);
        fprintf(to, "  %-40s %s\n", call, commands[i]->summary);
    }
    fputs("\n`annexe COMMAND --help` has options and examples.\n", to);
}

static const Command *find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static ExitCode unknown(const char *name)
{
    const char *names[G_N_ELEMENTS(commands)];
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        names[i] = commands[i]->name;
    const char *nearest = nearest_name(name, names, G_N_ELEMENTS(names));
    g_autofree char *hint = nearest_hint(nearest);
    fprintf(stderr, "annexe: error: unknown command '%s'%s\n", name, hint);
    if (nearest == NULL)
        print_usage(stderr);
    return EXIT_PLAN;
}

/* --- what commands share ---------------------------------------------------------------------- */

gboolean command_parse(const Command *command, const GOptionEntry *options, int *argc, char ***argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *parameters = g_strdup_printf("%s - %s", command->arguments, command->summary);
    g_autoptr(GOptionContext) context = g_option_context_new(parameters);
    g_autofree char *program = g_strdup_printf("annexe %s", command->name);
    g_set_prgname(program);
    g_option_context_add_main_entries(context, options, NULL);
    g_option_context_set_description(context, command->examples);
    if (g_option_context_parse(context, argc, argv, &error)) {
        if (*argc > 1 && strcmp((*argv)[1], "--") == 0) {
            memmove(*argv + 1, *argv + 2, sizeof(char *) * (gsize)(*argc - 1));
            (*argc)--;
        }
        return TRUE;
    }
    fprintf(stderr, "annexe: error: %s; `annexe %s --help` lists the options\n", error->message,
            command->name);
    return FALSE;
}

gboolean command_operands(const Command *command, int argc, char **argv, int n)
{
    if (argc - 1 == n)
        return TRUE;
    fprintf(stderr, "annexe: error: %s expects %s", command->name, command->arguments);
    if (argc - 1 > n)
        fprintf(stderr, "; '%s' is too many", argv[n + 1]);
    fprintf(stderr, "; `annexe %s --help` has examples\n", command->name);
    return FALSE;
}

ExitCode command_fail(const GError *error)
{
    static const ExitCode codes[] = {
        [ANNEXE_ERROR_USAGE] = EXIT_PLAN, [ANNEXE_ERROR_PLAN] = EXIT_PLAN,
        [ANNEXE_ERROR_DATA] = EXIT_DATA,  [ANNEXE_ERROR_LIMIT] = EXIT_DATA,
        [ANNEXE_ERROR_IO] = EXIT_OUTPUT,
    };
    gboolean placed = strstr(error->message, ": error: ") != NULL;
    fprintf(stderr, "%s%s\n", placed ? "" : "annexe: error: ", error->message);
    if (error->domain != ANNEXE_ERROR || (guint)error->code >= G_N_ELEMENTS(codes))
        return EXIT_BUG;
    return codes[error->code];
}

/* A large annex is ten MiB and more of small pieces. The kernel hands them out in pages of 4 KiB, a
 * fault each, unless it is asked for large ones before they are touched; and what is freed is soon
 * needed again. Only a wish: nothing depends on it. */
static void ask_for_large_pages(void)
{
    mallopt(M_TOP_PAD, HEAP_AHEAD);
    mallopt(M_TRIM_THRESHOLD, 2 * HEAP_AHEAD);
    mallopt(M_MMAP_THRESHOLD, HEAP_AHEAD);
    void *first = malloc(HEAP_AHEAD / 64); /* the heap grows */
    guintptr from = ((guintptr)first + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    guintptr end = (guintptr)sbrk(0);
    if (first != NULL && end > from)
        madvise((void *)from, end - from, MADV_HUGEPAGE);
    free(first);
}

/* GLib's own printer makes é a ? where the locale is none of UTF-8; files and labels are. */
static void print_as_it_is(const char *text)
{
    fputs(text, stdout);
}

int main(int argc, char **argv)
{
    ask_for_large_pages();
    g_set_print_handler(print_as_it_is);
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_PLAN;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("annexe " ANNEXE_VERSION);
        return EXIT_DONE;
    }
    const Command *command = find(argv[1]);
    return command == NULL ? (int)unknown(argv[1]) : (int)command->run(argc - 1, argv + 1);
}
