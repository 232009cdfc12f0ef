func.func @twice(%a: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %e = tensor.empty() : tensor<8x16xf32>
  %r = linalg.add ins(%a, %a : tensor<8x16xf32>, tensor<8x16xf32>)
                  outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}

func.func @forward(%a: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %r = call @twice(%a) : (tensor<8x16xf32>) -> tensor<8x16xf32>
  %s = call @twice(%r) : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %s : tensor<8x16xf32>
}

func.func private @hidden(%a: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %r = call @forward(%a) : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}

func.func @refused(%a: tensor<?xf32>) -> tensor<?xf32> {
  return %a : tensor<?xf32>
}
