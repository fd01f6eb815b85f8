/* A small writer of JSON: the calls follow the text, the writer sets commas, line ends and escapes.
 *
 *     JsonWriter *json = json_writer_new();
 *     json_open(json, NULL, '{');
 *     json_text(json, "id", "copenhagen");
 *     json_open(json, "known", '['); json_text(json, NULL, "C073"); json_close(json);
 *     json_close(json);
 *     char *text = json_writer_end(json);
 *
 * KEY is NULL inside a list and at the top. Objects and lists within the outermost object begin a
 * line each; deeper ones stay on it. Numbers are the shortest that read back; what is not finite is
 * null. */
#pragma once

#include <glib.h>

typedef struct JsonWriter JsonWriter;

JsonWriter *json_writer_new(void);
/* Ends the writing and frees WRITER; the text ends with a line end; g_free() it. */
char *json_writer_end(JsonWriter *writer);
/* KIND: '{' or '['. */
void json_open(JsonWriter *writer, const char *key, char kind);
void json_close(JsonWriter *writer);
/* NULL is written null; what is not UTF-8 is replaced. */
void json_text(JsonWriter *writer, const char *key, const char *value);
void json_number(JsonWriter *writer, const char *key, double value);
void json_whole(JsonWriter *writer, const char *key, gint64 value);
void json_flag(JsonWriter *writer, const char *key, gboolean value);
