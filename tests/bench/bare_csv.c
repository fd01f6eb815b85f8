/* The baseline: one thread, libcsv, a callback that counts cells. Prints seconds. */
#include <csv.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CHUNK = 1 << 18 };

static void take_field(void *bytes, size_t length, void *context)
{
    (void)bytes, (void)length;
    ++*(long *)context;
}

static void take_record(int terminator, void *context)
{
    (void)terminator, (void)context;
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    struct csv_parser parser;
    long cells = 0;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    char *chunk = malloc(CHUNK);
    if (file == NULL || chunk == NULL || csv_init(&parser, 0) != 0)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (size_t n; (n = fread(chunk, 1, CHUNK, file)) > 0;)
        csv_parse(&parser, chunk, n, take_field, take_record, &cells);
    csv_fini(&parser, take_field, take_record, &cells);
    clock_gettime(CLOCK_MONOTONIC, &end);
    csv_free(&parser);
    free(chunk);
    fclose(file);
    printf("%.4f s, %ld cells\n",
           (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec),
           cells);
    return 0;
}
