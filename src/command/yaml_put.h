/* Pieces of YAML on standard output. */
#pragma once

#include <glib.h>

enum { YAML_WIDTH = 96 };

/* A double-quoted scalar; what needs no quotes goes without. */
void put_scalar(const char *text);
/* A list of texts in brackets, broken before YAML_WIDTH: the line has USED cells already, further
 * ones are indented by INDENT. */
void put_names(const GPtrArray *names, guint indent, guint used);
