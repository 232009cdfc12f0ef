// The committed models import whole. Each product of the model is one
// contraction; what else is counted is derived beside it.

// RUN: ridge-opt --ridge-import %models/bert_layer.mlir | FileCheck %s --check-prefix=BERT
// RUN: ridge-opt --ridge-import %models/resnet18.mlir | FileCheck %s --check-prefix=RESNET
// RUN: ridge-opt --ridge-import %models/llama_prefill.mlir | FileCheck %s --check-prefix=PREFILL
// RUN: ridge-opt --ridge-import %models/llama_decode.mlir | FileCheck %s --check-prefix=DECODE
// RUN: ridge-opt --ridge-import %models/int8_mlp.mlir | FileCheck %s --check-prefix=MLP
// RUN: ridge-opt --ridge-import %models/int8_attention.mlir | FileCheck %s --check-prefix=ATTENTION

// Q, K, V, scores, context, output, two of the feed-forward. Reductions: softmax
// two, and for each LayerNorm a mean in f64, a variance and a mean in f32.
// BERT-COUNT-3: ridge.contract
// BERT: ridge.contract {{.*}} extents [12, 128, 128, 64]
// BERT-COUNT-2: ridge.reduce
// BERT: ridge.contract {{.*}} extents [12, 128, 64, 128]
// BERT: ridge.contract
// BERT-COUNT-3: ridge.reduce
// BERT-COUNT-2: ridge.contract
// BERT-COUNT-3: ridge.reduce
// BERT-NOT: ridge.{{contract|reduce}}

// Twenty convolutions and the classifier; one maximum, one average.
// RESNET: ridge.contract {{.*}} extents [64, 112, 112, 3, 7, 7]
// RESNET: ridge.reduce {{.*}} extents [64, 56, 56, 3, 3]
// RESNET-COUNT-19: ridge.contract
// RESNET: ridge.reduce {{.*}} extents [512, 7, 7]
// RESNET: ridge.contract {{.*}} extents [1000, 512]
// RESNET-NOT: ridge.{{contract|reduce}}
// RESNET-NOT: cf.assert

// Q, K, V, scores, context, output, gate, up, down, all of bf16 into f32.
// PREFILL-COUNT-9: ridge.contract ins({{.*}}xbf16>) init 0.000000e+00 : f32
// PREFILL-NOT: ridge.contract

// The cache of each of K and V is extended by a concat.
// DECODE-COUNT-2: ridge.concat {{.*}} along 2 : tensor<1x8x1023x64xbf16>, tensor<1x8x1x64xbf16>
// DECODE: ridge.contract {{.*}} extents [8, 4, 1024, 64]

// MLP-COUNT-2: ridge.contract ins({{.*}}xi8>) init 0 : i32
// MLP-NOT: ridge.contract

// Scores and context as well: i8 operands, sums in i32.
// ATTENTION-COUNT-6: ridge.contract ins({{.*}}xi8>) init 0 : i32
// ATTENTION-NOT: ridge.contract
// ATTENTION-NOT: arith.trunci
