// Two arrays that do the same, beside those of @toy.
arch.machine @two derives @toy {
  arch.engine @left
  arch.engine @right
  arch.products @product_left on @left
      formats [{name = "multiply_left", element = f64, sum = f64, cost = 1000}]
      dims (m: 1 to 128, n: 1 to 64, k: 1 to 64)
      reads (a [m, k] in [@sram], b [k, n] in [@sram])
      updates (c [m, n] in [@acc])
      occupancy "m * (n ceildiv 16) * (k ceildiv 16)"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed"}
  arch.products @product_right on @right
      formats [{name = "multiply_right", element = f64, sum = f64, cost = 1000}]
      dims (m: 1 to 128, n: 1 to 64, k: 1 to 64)
      reads (a [m, k] in [@sram], b [k, n] in [@sram])
      updates (c [m, n] in [@acc])
      occupancy "m * (n ceildiv 16) * (k ceildiv 16)"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed"}
}
