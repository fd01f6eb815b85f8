#include "base/json.h"
#include "support/support.h"

#include <math.h>

static void writes(void **state G_GNUC_UNUSED)
{
    JsonWriter *json = json_writer_new();
    json_open(json, NULL, '{');
    json_text(json, "a\"b", "é\\ \n\t\x01\x7f \xff \xE2\x80\xA8");
    json_number(json, "x", 0.1);
    json_number(json, "nan", NAN);
    json_number(json, "infinity", -INFINITY);
    json_whole(json, "n", -9007199254740993);
    json_flag(json, "yes", TRUE);
    json_text(json, "none", NULL);
    json_open(json, "list", '[');
    json_whole(json, NULL, 1);
    json_open(json, NULL, '{');
    json_flag(json, "no", FALSE);
    json_close(json);
    json_open(json, NULL, '[');
    json_close(json);
    json_close(json);
    json_close(json);
    g_autofree char *text = json_writer_end(json);
    assert_string_equal(text, "{\n  \"a\\\"b\": \"é\\\\ \\n\\u0009\\u0001\\u007F \xEF\xBF\xBD "
                              "\\u2028\",\n  \"x\": 0.1,\n  \"nan\": null,\n"
                              "  \"infinity\": null,\n  \"n\": -9007199254740993,\n"
                              "  \"yes\": true,\n  \"none\": null,\n"
                              "  \"list\": [1, {\"no\": false}, []]\n}\n");
}

static void writes_nothing(void **state G_GNUC_UNUSED)
{
    JsonWriter *json = json_writer_new();
    json_open(json, NULL, '[');
    json_close(json);
    g_autofree char *text = json_writer_end(json);
    assert_string_equal(text, "[]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes),
        cmocka_unit_test(writes_nothing),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
