/* The seam through which the test kills a run before every step that changes the output folder. */
#pragma once

/* Called before each rename, link and removal of a commit; NULL outside the test. A step that is
 * told to fail (non-zero errno returned) fails. */
extern int (*outset_step)(const char *what);
