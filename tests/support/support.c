#include "support/support.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <math.h>

void support_near(double actual, double expected, double relative, const char *what,
                  const char *file, int line)
{
    double scale = fmax(fabs(expected), 1e-300);
    if (fabs(actual - expected) <= relative * scale)
        return;
    print_error("%s: %.17g is not %.17g (relative difference %.3g, allowed %.3g)\n", what, actual,
                expected, fabs(actual - expected) / scale, relative);
    _fail(file, line);
}

void support_no_error(const GError *error, const char *file, int line)
{
    if (error == NULL)
        return;
    print_error("unexpected error: %s\n", error->message);
    _fail(file, line);
}

char *support_path(const char *relative)
{
    return g_build_filename(ANNEXE_TESTS, relative, NULL);
}

char *support_folder(void)
{
    GError *error = NULL;
    char *folder = g_dir_make_tmp("annexe-test-XXXXXX", &error);
    assert_no_error(error);
    return folder;
}

static int remove_one(const char *path, const struct stat *status G_GNUC_UNUSED,
                      int flag G_GNUC_UNUSED, struct FTW *ftw G_GNUC_UNUSED)
{
    return g_remove(path);
}

void support_remove(const char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
