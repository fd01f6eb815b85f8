/* The names that a plan writes for each choice: read and printed from the same tables. */
#include "parts.h"

const Choice adjust_choices[] = {
    {"none", ADJUST_NONE},     {"bonferroni", ADJUST_BONFERRONI},
    {"holm", ADJUST_HOLM},     {"hochberg", ADJUST_HOCHBERG},
    {"hommel", ADJUST_HOMMEL}, {"bh", ADJUST_BH},
    {"by", ADJUST_BY},         {NULL, 0},
};
const Choice family_choices[] = {
    {"by", FAMILY_BY}, {"analysis", FAMILY_ANALYSIS}, {"plan", FAMILY_PLAN}, {NULL, 0}};
const Choice method_choices[] = {{"asymptotic", METHOD_ASYMPTOTIC},
                                 {"monte-carlo", METHOD_MONTE_CARLO},
                                 {"exact", METHOD_EXACT},
                                 {"mid-p", METHOD_MID_P},
                                 {NULL, 0}};
const Choice quantile_choices[] = {{"hf1", QUANTILE_HF1}, {"hf2", QUANTILE_HF2},
                                   {"hf3", QUANTILE_HF3}, {"hf4", QUANTILE_HF4},
                                   {"hf5", QUANTILE_HF5}, {"hf6", QUANTILE_HF6},
                                   {"hf7", QUANTILE_HF7}, {"hf8", QUANTILE_HF8},
                                   {"hf9", QUANTILE_HF9}, {NULL, 0}};
const Choice posthoc_choices[] = {
    {"dunn", 0}, {"dscf", 1}, {"mann-whitney", 2}, {"none", 3}, {NULL, 0}};
const Choice score_choices[] = {
    {"mean", SCORE_MEAN}, {"sum", SCORE_SUM}, {"median", SCORE_MEDIAN}, {NULL, 0}};
const Choice weight_choices[] = {{"none", WEIGHT_NONE},
                                 {"frequency", WEIGHT_FREQUENCY},
                                 {"sampling", WEIGHT_SAMPLING},
                                 {NULL, 0}};
const Range draws_range = {1, 1000000000};
static const Choice kind_choices[] = {
    {"compare", ANALYSIS_COMPARE},       {"associate", ANALYSIS_ASSOCIATE},
    {"distribute", ANALYSIS_DISTRIBUTE}, {"reliability", ANALYSIS_RELIABILITY},
    {"paired", ANALYSIS_PAIRED},         {NULL, 0}};

const char *adjust_name(AdjustMethod method)
{
    return choice_name(adjust_choices, (int)method);
}

const char *family_name(FamilyScope family)
{
    return choice_name(family_choices, (int)family);
}

const char *analysis_kind_name(AnalysisKind kind)
{
    return choice_name(kind_choices, (int)kind);
}

const char *score_name(ScoreRule score)
{
    return choice_name(score_choices, (int)score);
}

const char *weight_kind_name(WeightKind kind)
{
    return choice_name(weight_choices, (int)kind);
}

const char *quantile_name(QuantileRule rule)
{
    return choice_name(quantile_choices, (int)rule);
}
