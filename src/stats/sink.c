#include "sink.h"

ResultSink *result_sink_new(void)
{
    ResultSink *sink = g_new0(ResultSink, 1);
    sink->tests = g_array_new(FALSE, TRUE, sizeof(StatTest));
    sink->estimates = g_array_new(FALSE, TRUE, sizeof(StatEstimate));
    return sink;
}

void result_sink_free(ResultSink *sink)
{
    if (sink == NULL)
        return;
    g_array_unref(sink->tests);
    g_array_unref(sink->estimates);
    g_clear_pointer(&sink->drawn, g_ptr_array_unref);
    g_free(sink);
}

StatTest *sink_test(ResultSink *sink, const char *test, gint64 n, const char *variant)
{
    StatTest row = {
        .test = test, .group = -1, .other = -1, .level = -1, .n = n, .variant = variant};
    g_array_append_val(sink->tests, row);
    return &g_array_index(sink->tests, StatTest, sink->tests->len - 1);
}

void test_undefined(StatTest *test, Reason reason)
{
    test->statistic = test->df = test->df2 = test->p = (Quantity){0};
    test->effect = test->effect_low = test->effect_high = (Quantity){0};
    test->se = test->se0 = (Quantity){0};
    test->state = STATE_UNDEFINED;
    test->reason = reason;
}

StatEstimate *sink_estimate(ResultSink *sink, const char *estimate, gint64 n, Quantity value)
{
    StatEstimate row = {
        .estimate = estimate, .group = -1, .level = -1, .item = -1, .n = n, .value = value};
    g_array_append_val(sink->estimates, row);
    return &g_array_index(sink->estimates, StatEstimate, sink->estimates->len - 1);
}

void estimate_undefined(StatEstimate *estimate, Reason reason)
{
    estimate->value = estimate->low = estimate->high = (Quantity){0};
    estimate->state = STATE_UNDEFINED;
    estimate->reason = reason;
}
