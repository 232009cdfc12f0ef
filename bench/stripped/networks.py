#!/usr/bin/env python3
"""Writes ResNet-50 or MobileNet-v3 as linalg on tensors, without its weights.

    networks.py resnet50|mobilenet_v3 [--weights splat|arguments] [--image N]

Published models come with their weights stripped: each filter is one splat.
`--weights arguments` gives the same network with filters as arguments, which is
what the splats stand for. Shapes are NHWC; batch norm is folded into a bias.
Both follow the published architectures (He et al. 2015, table 1, 50 layers, the
stride in the 3x3; Howard et al. 2019, table 1, Large).
"""

import argparse

# Kernel, channels within, channels out, squeeze and excite, hard swish, stride.
MOBILENET_V3_LARGE = [
    (3, 16, 16, False, False, 1), (3, 64, 24, False, False, 2),
    (3, 72, 24, False, False, 1), (5, 72, 40, True, False, 2),
    (5, 120, 40, True, False, 1), (5, 120, 40, True, False, 1),
    (3, 240, 80, False, True, 2), (3, 200, 80, False, True, 1),
    (3, 184, 80, False, True, 1), (3, 184, 80, False, True, 1),
    (3, 480, 112, True, True, 1), (3, 672, 112, True, True, 1),
    (5, 672, 160, True, True, 2), (5, 960, 160, True, True, 1),
    (5, 960, 160, True, True, 1)]

# Blocks, channels within, stride of the first.
RESNET50 = [(3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)]

ID = "affine_map<(n, h, w, c) -> (n, h, w, c)>"
CHANNEL = "affine_map<(n, h, w, c) -> (c)>"
PARALLEL = '["parallel", "parallel", "parallel", "parallel"]'


def tensor(shape):
    return "tensor<%sxf32>" % "x".join(map(str, shape))


class Value:
    def __init__(self, name, shape):
        self.name, self.shape = name, shape

    def __str__(self):
        return self.name

    @property
    def type(self):
        return tensor(self.shape)


class Network:
    """The text of one function, operation by operation."""

    def __init__(self, weights):
        self.splats = weights == "splat"
        self.arguments, self.lines, self.count = [], [], 0

    def fresh(self, shape):
        self.count += 1
        return Value("%%v%d" % self.count, shape)

    def add(self, shape, text):
        value = self.fresh(shape)
        self.lines.append("  %s = %s" % (value, text))
        return value

    def argument(self, shape):
        value = Value("%%a%d" % len(self.arguments), shape)
        self.arguments.append(value)
        return value

    def weight(self, shape, number):
        """One number in all elements, or an argument."""
        if not self.splats:
            return self.argument(shape)
        return self.add(shape, "arith.constant dense<%r> : %s"
                        % (number, tensor(shape)))

    def filled(self, shape, number="0.0"):
        scalar = self.fresh([])
        self.lines.append("  %s = arith.constant %s : f32" % (scalar, number))
        empty = self.add(shape, "tensor.empty() : %s" % tensor(shape))
        return self.add(shape, "linalg.fill ins(%s : f32) outs(%s : %s) -> %s"
                        % (scalar, empty, empty.type, empty.type))

    def pad(self, x, amount, number="0.0"):
        if amount == 0:
            return x
        n, h, w, c = x.shape
        shape = [n, h + 2 * amount, w + 2 * amount, c]
        low = "[0, %d, %d, 0]" % (amount, amount)
        scalar = self.fresh([])
        self.lines.append("  %s = arith.constant %s : f32" % (scalar, number))
        return self.add(shape, "tensor.pad %s low%s high%s {\n"
                        "  ^bb0(%%i: index, %%j: index, %%k: index, %%l: index):\n"
                        "    tensor.yield %s : f32\n  } : %s to %s"
                        % (x, low, low, scalar, x.type, tensor(shape)))

    def window(self, op, x, kernel, shape, stride, start):
        return self.add(shape, "linalg.%s {dilations = dense<1> : vector<2xi64>, "
                        "strides = dense<%d> : vector<2xi64>} ins(%s, %s : %s, %s) "
                        "outs(%s : %s) -> %s"
                        % (op, stride, x, kernel, x.type, kernel.type, start,
                           start.type, start.type))

    def convolution(self, x, channels, kernel, stride=1):
        x = self.pad(x, kernel // 2)
        n, h, w, c = x.shape
        shape = [n, (h - kernel) // stride + 1, (w - kernel) // stride + 1,
                 channels]
        w = self.weight([kernel, kernel, c, channels], 0.5 / (kernel * kernel * c))
        y = self.window("conv_2d_nhwc_hwcf", x, w, shape, stride,
                        self.filled(shape))
        return self.bias(y)

    def depthwise(self, x, kernel, stride):
        x = self.pad(x, kernel // 2)
        n, h, w, c = x.shape
        shape = [n, (h - kernel) // stride + 1, (w - kernel) // stride + 1, c]
        w = self.weight([kernel, kernel, c], 0.5 / (kernel * kernel))
        y = self.window("depthwise_conv_2d_nhwc_hwc", x, w, shape, stride,
                        self.filled(shape))
        return self.bias(y)

    def pointwise(self, inputs, maps, shape, body):
        """One scalar expression an element."""
        empty = self.add(shape, "tensor.empty() : %s" % tensor(shape))
        names = ["%x", "%y"][:len(inputs)]
        return self.add(shape, "linalg.generic {indexing_maps = [%s], "
                        "iterator_types = %s} ins(%s : %s) outs(%s : %s) {\n"
                        "  ^bb0(%s, %%o: f32):\n%s  } -> %s"
                        % (", ".join(maps + [ID]), PARALLEL,
                           ", ".join(map(str, inputs)),
                           ", ".join(i.type for i in inputs), empty, empty.type,
                           ", ".join(n + ": f32" for n in names), body,
                           tensor(shape)))

    def bias(self, x):
        b = self.weight([x.shape[3]], 0.125)
        return self.pointwise([x, b], [ID, CHANNEL], x.shape,
                              "    %r = arith.addf %x, %y : f32\n"
                              "    linalg.yield %r : f32\n")

    def sum(self, x, y):
        return self.pointwise([x, y], [ID, ID], x.shape,
                              "    %r = arith.addf %x, %y : f32\n"
                              "    linalg.yield %r : f32\n")

    def scale(self, x, gate):
        gate_map = "affine_map<(n, h, w, c) -> (n, 0, 0, c)>"
        return self.pointwise([x, gate], [ID, gate_map], x.shape,
                              "    %r = arith.mulf %x, %y : f32\n"
                              "    linalg.yield %r : f32\n")

    def relu(self, x):
        return self.pointwise([x], [ID], x.shape,
                              "    %z = arith.constant 0.0 : f32\n"
                              "    %r = arith.maximumf %x, %z : f32\n"
                              "    linalg.yield %r : f32\n")

    HARD_SIGMOID = ("    %z = arith.constant 0.0 : f32\n"
                    "    %t = arith.constant 3.0 : f32\n"
                    "    %s = arith.constant 6.0 : f32\n"
                    "    %i = arith.constant 0.16666667 : f32\n"
                    "    %p = arith.addf %x, %t : f32\n"
                    "    %q = arith.maximumf %p, %z : f32\n"
                    "    %m = arith.minimumf %q, %s : f32\n"
                    "    %g = arith.mulf %m, %i : f32\n")

    def hard_sigmoid(self, x):
        return self.pointwise([x], [ID], x.shape, self.HARD_SIGMOID
                              + "    linalg.yield %g : f32\n")

    def hard_swish(self, x):
        return self.pointwise([x], [ID], x.shape, self.HARD_SIGMOID
                              + "    %r = arith.mulf %x, %g : f32\n"
                              "    linalg.yield %r : f32\n")

    def max_pool(self, x):
        x = self.pad(x, 1, "0xFF800000")
        n, h, w, c = x.shape
        shape = [n, (h - 3) // 2 + 1, (w - 3) // 2 + 1, c]
        kernel = self.add([3, 3], "tensor.empty() : tensor<3x3xf32>")
        return self.window("pooling_nhwc_max", x, kernel, shape, 2,
                           self.filled(shape, "0xFF800000"))

    def mean(self, x):
        n, h, w, c = x.shape
        kernel = self.add([h, w], "tensor.empty() : %s" % tensor([h, w]))
        shape = [n, 1, 1, c]
        total = self.window("pooling_nhwc_sum", x, kernel, shape, 1,
                            self.filled(shape))
        return self.pointwise([total], [ID], shape,
                              "    %%k = arith.constant %r : f32\n"
                              "    %%r = arith.mulf %%x, %%k : f32\n"
                              "    linalg.yield %%r : f32\n" % (1.0 / (h * w)))

    def text(self, x):
        arguments = ", ".join("%s: %s" % (a, a.type) for a in self.arguments)
        return ("func.func @main(%s) -> %s {\n%s\n  return %s : %s\n}\n"
                % (arguments, x.type, "\n".join(self.lines), x, x.type))


def resnet50(net, image):
    x = net.argument([1, image, image, 3])
    x = net.max_pool(net.relu(net.convolution(x, 64, 7, 2)))
    for blocks, channels, first in RESNET50:
        for block in range(blocks):
            stride = first if block == 0 else 1
            y = net.relu(net.convolution(x, channels, 1))
            y = net.relu(net.convolution(y, channels, 3, stride))
            y = net.convolution(y, 4 * channels, 1)
            if block == 0:
                x = net.convolution(x, 4 * channels, 1, stride)
            x = net.relu(net.sum(x, y))
    return net.convolution(net.mean(x), 1000, 1)


def mobilenet_v3(net, image):
    x = net.argument([1, image, image, 3])
    x = net.hard_swish(net.convolution(x, 16, 3, 2))
    for kernel, within, out, squeeze, swish, stride in MOBILENET_V3_LARGE:
        activate = net.hard_swish if swish else net.relu
        y = x
        if within != x.shape[3]:
            y = activate(net.convolution(y, within, 1))
        y = activate(net.depthwise(y, kernel, stride))
        if squeeze:
            inner = max(8, (within // 4 + 4) // 8 * 8)
            gate = net.relu(net.convolution(net.mean(y), inner, 1))
            gate = net.hard_sigmoid(net.convolution(gate, within, 1))
            y = net.scale(y, gate)
        y = net.convolution(y, out, 1)
        x = net.sum(x, y) if y.shape == x.shape else y
    x = net.mean(net.hard_swish(net.convolution(x, 960, 1)))
    return net.convolution(net.hard_swish(net.convolution(x, 1280, 1)), 1000, 1)


NETWORKS = {"resnet50": resnet50, "mobilenet_v3": mobilenet_v3}


def write(name, weights="splat", image=224):
    net = Network(weights)
    return net.text(NETWORKS[name](net, image))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--weights", choices=["splat", "arguments"],
                        default="splat")
    parser.add_argument("--image", type=int, default=224)
    options = parser.parse_args()
    print(write(options.network, options.weights, options.image), end="")


if __name__ == "__main__":
    main()
