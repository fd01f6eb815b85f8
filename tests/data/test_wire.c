#include "support/support.h"

#include "wire.h"

#include <string.h>
#include <unistd.h>

static void fields_come_back(void **state G_GNUC_UNUSED)
{
    int ends[2];
    Wire wire;
    WireReader reader;
    WireType type;
    gsize length;
    assert_int_equal(pipe(ends), 0);
    wire_init(&wire, ends[1]);
    wire_begin(&wire, WIRE_LABEL);
    wire_u32(&wire, 7);
    wire_i64(&wire, -3);
    wire_f64(&wire, 0.1);
    wire_text(&wire, "é");
    wire_text(&wire, NULL);
    wire_text(&wire, "");
    wire_end(&wire);
    wire_flush(&wire);
    close(ends[1]);
    wire_reader_init(&reader, ends[0]);
    assert_int_equal(wire_reader_next(&reader, &type), WIRE_READ_OK);
    assert_int_equal(type, WIRE_LABEL);
    WireCursor cursor = wire_cursor(&reader);
    assert_int_equal(wire_take_u32(&cursor), 7);
    assert_int_equal(wire_take_i64(&cursor), -3);
    assert_true(wire_take_f64(&cursor) == 0.1);
    assert_memory_equal(wire_take_bytes(&cursor, &length), "é", 2);
    assert_int_equal(length, 2);
    assert_null(wire_take_bytes(&cursor, &length));
    assert_non_null(wire_take_bytes(&cursor, &length));
    assert_int_equal(length, 0);
    assert_true(wire_cursor_done(&cursor));
    assert_int_equal(wire_take_u32(&cursor), 0);
    assert_true(cursor.bad);
    assert_int_equal(wire_reader_next(&reader, &type), WIRE_READ_END);
    wire_reader_clear(&reader);
    close(ends[0]);
    g_byte_array_unref(wire.buffer);
}

/* Header type and size, then bytes: what a hostile child could send. */
static WireRead read_raw(const guint32 *words, gsize n, WireReader *reader, WireType *type)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], words, n * sizeof *words), n * sizeof *words);
    close(ends[1]);
    wire_reader_init(reader, ends[0]);
    WireRead state = wire_reader_next(reader, type);
    close(ends[0]);
    return state;
}

static void sizes_are_not_believed(void **state G_GNUC_UNUSED)
{
    WireReader reader;
    WireType type;
    gsize length;
    guint32 huge[] = {WIRE_LABEL, 0xfffffff0};
    guint32 unknown[] = {99, 4, 0};
    guint32 cut[] = {WIRE_LABEL, 400, 0};
    guint32 liar[] = {WIRE_LABEL, 8, 4000, 0};
    assert_int_equal(read_raw(huge, 2, &reader, &type), WIRE_READ_BAD);
    assert_int_equal(read_raw(unknown, 3, &reader, &type), WIRE_READ_BAD);
    assert_int_equal(read_raw(cut, 3, &reader, &type), WIRE_READ_END);
    wire_reader_clear(&reader);
    assert_int_equal(read_raw(liar, 4, &reader, &type), WIRE_READ_OK);
    WireCursor cursor = wire_cursor(&reader);
    assert_null(wire_take_bytes(&cursor, &length));
    assert_false(wire_cursor_done(&cursor));
    wire_reader_clear(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_come_back),
        cmocka_unit_test(sizes_are_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
