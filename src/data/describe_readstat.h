/* The parent's side of describing a ReadStat file: messages in, a Codebook out. */
#pragma once

#include "kind.h"

typedef struct {
    const SourceFile *file;
    const SourceOptions *options;
} DescribeJob;

/* BODY runs in a confined child with a DescribeJob. */
gboolean describe_readstat(const SourceFile *file, const SourceOptions *options, ConfinedBody body,
                           Codebook *codebook, GError **error);
