#include "stats/statistic.h"

#include <string.h>

#define STATISTIC(name) extern const Statistic statistic_##name;
#include "registry.def"
#undef STATISTIC

static const Statistic *const registry[] = {
#define STATISTIC(name) &statistic_##name,
#include "registry.def"
#undef STATISTIC
    NULL};

const Statistic *const *statistics_all(void)
{
    return registry;
}

const Statistic *statistic_find(const char *name)
{
    for (const Statistic *const *s = registry; *s != NULL; s++)
        if (strcmp((*s)->name, name) == 0)
            return *s;
    return NULL;
}
