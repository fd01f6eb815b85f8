/* The baseline: one thread, ReadStat, a callback that counts cells. Prints seconds. */
#include <readstat.h>

#include <stdio.h>
#include <time.h>

static int take_variable(int index, readstat_variable_t *variable, const char *labels,
                         void *context)
{
    (void)index, (void)variable, (void)labels, (void)context;
    return READSTAT_HANDLER_OK;
}

static int take_value(int row, readstat_variable_t *variable, readstat_value_t value, void *context)
{
    (void)row, (void)variable, (void)value;
    ++*(long *)context;
    return READSTAT_HANDLER_OK;
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    long cells = 0;
    if (argc != 2)
        return 2;
    readstat_parser_t *parser = readstat_parser_init();
    readstat_set_variable_handler(parser, take_variable);
    readstat_set_value_handler(parser, take_value);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    readstat_error_t code = readstat_parse_sav(parser, argv[1], &cells);
    clock_gettime(CLOCK_MONOTONIC, &end);
    readstat_parser_free(parser);
    printf("%.4f s, %ld cells\n",
           (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec),
           cells);
    return code == READSTAT_OK ? 0 : 1;
}
