# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention against its formula: masks, sizes, element types, heads, score
regions, biases, rows without keys, values that are not finite."""

import numpy as np
import pytest

import masks
import oracle
from formats import check, decode, encode
from library import Function, Library, Numbers, call_of, simple, surround

HEADS, KEY_HEADS, SIZE, VALUE_SIZE = 2, 1, 8, 5
LENGTHS = [(1, 1), (7, 7), (17, 17), (257, 257)]
UNRELATED = [(1, 257), (257, 1), (7, 17), (33, 18), (64, 96)]
# A row of scores is a sum of this many products, then one over the keys.
REDUCTION = 257


def types(heads, key_heads, size, value_size, dtype):
    return {"q": f"tensor<?x{heads}x?x{size}x{dtype}>", "k": f"tensor<?x{key_heads}x?x{size}x{dtype}>",
            "v": f"tensor<?x{key_heads}x?x{value_size}x{dtype}>"}


def results(heads, value_size, dtype, lse=True):
    found = {"o": f"tensor<?x{heads}x?x{value_size}x{dtype}>"}
    return {**found, "lse": f"tensor<?x{heads}x?x{'f64' if dtype == 'f64' else 'f32'}>"} if lse else found


def masked(name, mask, dtype="f32", heads=HEADS, key_heads=KEY_HEADS, size=SIZE, value_size=VALUE_SIZE):
    texts = [f"#ambit.mask<{entry.text}>" for entry in mask] if isinstance(mask, list) else None
    clause = f"mask([{', '.join(texts)}])" if texts else f"mask(#ambit.mask<{mask.text}>)"
    return simple(name, "attention", types(heads, key_heads, size, value_size, dtype),
                  results(heads, value_size, dtype), clause)


def single(name, mask, dtype, size, value_size):
    """One query, as its type says: every lane lies on a key or a channel."""
    found = masked(name, mask, dtype, size=size, value_size=value_size)
    found.arguments["q"] = found.arguments["q"].replace("?x2x?", "?x2x1")
    for result in found.results:
        found.results[result] = found.results[result].replace("?x2x?", "?x2x1")
    clause = f"mask(#ambit.mask<{mask.text}>)"
    return simple(name, "attention", found.arguments, found.results, clause)


SINGLE_MASKS = [masks.everything(), masks.causal(masks.SHIFT), masks.strided(3), masks.prefix(0)]
SINGLE_SIZES = [(8, 5), (64, 64), (13, 70)]
PER_HEAD = [masks.causal(masks.SHIFT), masks.strided(3), masks.prefix(0), masks.window(4) | masks.first(1)]
SHAPES = [(1, 1, 1, 1), (3, 3, 7, 2), (4, 2, 16, 16), (8, 2, 64, 64), (6, 1, 33, 17), (2, 2, 80, 128)]
DTYPES = ["f32", "bf16", "f16", "f64"]
# Odd sizes, whose last element has no pair.
BF16_SHAPES = [(1, 1, 1, 1), (2, 1, 17, 33), (2, 2, 64, 7), (2, 1, 80, 128)]
BF16_MASKS = [masks.everything(), masks.causal(masks.SHIFT), masks.window(40), masks.causal(masks.SHIFT) & masks.strided(3)]

# Score regions: their body, and the same function.
SCORES = {
    "cap": ("""%cap = arith.constant 2.0 : f32
    %x = arith.divf %s, %cap : f32
    %t = math.tanh %x : f32
    %r = arith.mulf %t, %cap : f32""",
            lambda z, b, h, i, j: 2 * np.tanh(z / 2)),
    "slope": ("""%one = arith.constant 1 : index
    %h1 = arith.addi %h, %one : index
    %d = arith.subi %j, %i : index
    %p = arith.muli %d, %h1 : index
    %pi = arith.index_cast %p : index to i32
    %pf = arith.sitofp %pi : i32 to f32
    %w = arith.constant 0.125 : f32
    %m = arith.mulf %pf, %w : f32
    %r = arith.addf %s, %m : f32""",
              lambda z, b, h, i, j: z + 0.125 * (h + 1) * (j - i)),
    "batch": ("""%bi = arith.index_cast %b : index to i32
    %bf = arith.sitofp %bi : i32 to f32
    %r = arith.mulf %s, %bf : f32""",
              lambda z, b, h, i, j: z * b),
    "hole": ("""%two = arith.constant 2 : index
    %rest = arith.remui %j, %two : index
    %zero = arith.constant 0 : index
    %even = arith.cmpi eq, %rest, %zero : index
    %low = arith.constant 0xFF800000 : f32
    %r = arith.select %even, %s, %low : f32""",
             lambda z, b, h, i, j: np.where(j % 2 == 0, z, -np.inf)),
}
BIASES = {"shared": (1, 1), "by_head": (1, 2), "by_batch": (2, 1), "full": (2, 2)}


def scored(name, region):
    clause = (f"mask(#ambit.mask<causal(m - n)>) score {{\n  ^bb0(%s: f32, %b: index, %h: index, %i: index, "
              f"%j: index):\n    {region}\n    ambit.yield %r : f32\n  }}")
    arguments = types(HEADS, KEY_HEADS, SIZE, VALUE_SIZE, "f32")
    found = results(HEADS, VALUE_SIZE, "f32")
    call = (f"%o, %lse = ambit.attention %q, %k, %v {clause} : ({', '.join(arguments.values())})"
            f" -> ({', '.join(found.values())})")
    return Function(name, arguments, call, found)


def biased(name, sizes, clause=""):
    arguments = types(HEADS, KEY_HEADS, SIZE, VALUE_SIZE, "f32")
    arguments["bias"] = f"tensor<{sizes[0] if sizes[0] == 1 else '?'}x{sizes[1]}x?x?xf32>"
    return simple(name, "attention", arguments, results(HEADS, VALUE_SIZE, "f32"), f"bias %bias {clause}")


FUNCTIONS = (
    [masked(f"mask_{number}", mask) for number, mask in enumerate(masks.ALL)]
    + [masked(f"mask_{dtype}_{number}", masks.NAMED[number], dtype) for dtype in DTYPES[1:] for number in (3, 8, 17, 22)]
    + [masked(f"type_{dtype}", masks.everything(), dtype, size=64, value_size=32) for dtype in DTYPES]
    + [masked(f"shape_{number}", masks.causal(masks.SHIFT), "f32", *shape) for number, shape in enumerate(SHAPES)]
    + [masked(f"shape_bf16_{number}", BF16_MASKS[number], "bf16", *shape) for number, shape in enumerate(BF16_SHAPES)]
    + [single(f"single_{number}", mask, "f32", *SINGLE_SIZES[0]) for number, mask in enumerate(SINGLE_MASKS)]
    + [single(f"single_{dtype}_{size}", SINGLE_MASKS[1], dtype, size, value_size)
       for dtype in DTYPES for size, value_size in SINGLE_SIZES]
    + [masked("per_head", PER_HEAD, heads=4, key_heads=2)]
    + [scored(f"score_{name}", region) for name, (region, _) in SCORES.items()]
    + [biased(f"bias_{name}", sizes) for name, sizes in BIASES.items()]
    + [biased("bias_masked", (1, 2), "mask(#ambit.mask<window(3)>)")]
    + [simple("plain", "attention", types(2, 2, 8, 8, "f32"), results(2, 8, "f32", lse=False), "scale(2.0)")]
    + [simple("only_lse", "attention", types(2, 2, 8, 8, "f32"),
              {"o": results(2, 8, "f32")["o"], "lse": "tensor<?x2x?xf32>"})]
)
# Nobody reads the output.
del FUNCTIONS[-1].results["o"]


@pytest.fixture(scope="module")
def library(lowering):
    return Library(FUNCTIONS, lowering)


def make(seed, batch, n, m, heads=HEADS, key_heads=KEY_HEADS, size=SIZE, value_size=VALUE_SIZE, dtype="f32", scale=1.5):
    numbers = Numbers(seed)
    return [numbers.normal((batch, heads, n, size), dtype, scale),
            numbers.normal((batch, key_heads, m, size), dtype, scale),
            numbers.normal((batch, key_heads, m, value_size), dtype)]


def compare(library, name, inputs, allowed, dtype="f32", exact=True, **options):
    expected = oracle.attention(*(decode(array, dtype) for array in inputs), allowed, **options)
    got = library.call(name, *inputs)
    exact = exact and library.is_reference
    check(got[0], expected[0], dtype, REDUCTION, exact)
    check(got[1], expected[1], "f64" if dtype == "f64" else "f32", REDUCTION, exact)
    return got


@pytest.mark.parametrize("number", range(len(masks.ALL)), ids=[mask.text for mask in masks.ALL])
def test_mask(library, number):
    mask = masks.ALL[number]
    for n, m in LENGTHS + ([] if mask.same_length else UNRELATED):
        compare(library, f"mask_{number}", make(n + m, 1, n, m), mask.table(n, m))


@pytest.mark.parametrize("number", range(len(SINGLE_MASKS)), ids=[mask.text for mask in SINGLE_MASKS])
def test_single_query(library, number):
    for m in (1, 7, 17, 257, 1000):
        compare(library, f"single_{number}", make(m, 2, 1, m), SINGLE_MASKS[number].table(1, m))


@pytest.mark.parametrize("size, value_size", SINGLE_SIZES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_single_query_of_type(library, dtype, size, value_size):
    for m in (7, 97):
        inputs = make(m, 1, 1, m, size=size, value_size=value_size, dtype=dtype)
        compare(library, f"single_{dtype}_{size}", inputs, SINGLE_MASKS[1].table(1, m), dtype)


@pytest.mark.parametrize("number", (3, 8, 17, 22), ids=[masks.NAMED[number].text for number in (3, 8, 17, 22)])
@pytest.mark.parametrize("dtype", DTYPES[1:])
def test_mask_of_type(library, dtype, number):
    mask = masks.NAMED[number]
    for n, m in [(17, 17), (33, 70), (130, 65)]:
        compare(library, f"mask_{dtype}_{number}", make(n, 1, n, m, dtype=dtype), mask.table(n, m), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_type(library, dtype):
    for n, m in LENGTHS:
        inputs = make(n, 2, n, m, size=64, value_size=32, dtype=dtype, scale=0.5)
        compare(library, f"type_{dtype}", inputs, np.ones((n, m), bool), dtype)


@pytest.mark.parametrize("number", range(len(SHAPES)), ids=map(str, SHAPES))
def test_heads_and_sizes(library, number):
    heads, key_heads, size, value_size = SHAPES[number]
    for batch, n, m in [(1, 17, 17), (3, 7, 40), (2, 66, 65)]:
        inputs = make(n, batch, n, m, heads, key_heads, size, value_size, scale=0.7)
        compare(library, f"shape_{number}", inputs, masks.causal(masks.SHIFT).table(n, m))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("number", range(len(BF16_SHAPES)), ids=map(str, BF16_SHAPES))
def test_pairs(library, number, bad):
    """A key that a row must not read changes nothing in it, nor do numbers beside the arrays."""
    mask, (heads, key_heads, size, value_size) = BF16_MASKS[number], BF16_SHAPES[number]
    for n, m in [(1, 1), (7, 7), (17, 17), (257, 257), (33, 18), (7, 100)]:
        inputs = make(n, 1, n, m, heads, key_heads, size, value_size, "bf16", scale=0.7)
        table = mask.table(n, m)
        if not table[:, m // 2].all():
            inputs[2][:, :, m // 2] = encode(bad, "bf16")
        compare(library, f"shape_bf16_{number}", [surround(array, "bf16") for array in inputs], table, "bf16")


def test_mask_per_head(library):
    for n, m in [(7, 7), (40, 33), (65, 130)]:
        inputs = make(n, 2, n, m, heads=4, key_heads=2)
        compare(library, "per_head", inputs, [mask.table(n, m) for mask in PER_HEAD])


@pytest.mark.parametrize("name", SCORES)
def test_score(library, name):
    for n, m in [(1, 1), (7, 17), (70, 66)]:
        # The region is in f32 by its definition.
        compare(library, f"score_{name}", make(n, 2, n, m), masks.causal(masks.SHIFT).table(n, m),
                exact=False, score=SCORES[name][1])


@pytest.mark.parametrize("name", BIASES)
def test_bias(library, name):
    for n, m in [(1, 1), (7, 17), (70, 66)]:
        bias = Numbers(n).normal((BIASES[name][0], BIASES[name][1], n, m), "f32")
        # Minus infinity hides a pair, or a whole row.
        bias[0, 0, n // 2, m // 2] = -np.inf
        bias[0, 0, n // 3] = -np.inf
        inputs = make(n, 2, n, m)
        expected = oracle.attention(*(array.astype(float) for array in inputs), np.ones((n, m), bool),
                                    bias=bias.astype(float))
        for got, wanted in zip(library.call(f"bias_{name}", *inputs, bias), expected):
            check(got, wanted, "f32", REDUCTION, library.is_reference)


def test_bias_and_mask(library):
    n, m = 33, 40
    bias, inputs, table = Numbers(3).normal((1, 2, n, m), "f32"), make(3, 2, n, m), masks.window(3).table(n, m)
    expected = oracle.attention(*(array.astype(float) for array in inputs), table, bias=bias.astype(float))
    # A bias outside the mask is never read.
    bias[:, :, ~table] = np.nan
    for got, wanted in zip(library.call("bias_masked", *inputs, bias), expected):
        check(got, wanted, "f32", REDUCTION, library.is_reference)


def test_written_scale(library):
    inputs = make(5, 2, 20, 30, 2, 2, 8, 8, scale=0.5)
    expected = oracle.attention(*(array.astype(float) for array in inputs), np.ones((20, 30), bool), scale=2.0)
    check(library.call("plain", *inputs)[0], expected[0], "f32", REDUCTION, library.is_reference)


def test_only_the_sum_is_used(library):
    inputs = make(6, 1, 9, 70, 2, 2, 8, 8)
    expected = oracle.attention(*(array.astype(float) for array in inputs), np.ones((9, 70), bool))
    check(library.call("only_lse", *inputs)[0], expected[1], "f32", REDUCTION, library.is_reference)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("number", range(len(masks.ALL)), ids=[mask.text for mask in masks.ALL])
def test_keys_that_nobody_reads(library, number, bad):
    mask = masks.ALL[number]
    for n, m in [(17, 17), (130, 130)] + ([] if mask.same_length else [(7, 100), (70, 30)]):
        table = mask.table(n, m)
        unread = ~table.any(axis=0)
        if not unread.any():
            continue
        inputs = make(n, 1, n, m)
        clean = library.call(f"mask_{number}", *inputs)
        inputs[1][:, :, unread] = bad
        inputs[2][:, :, unread] = bad
        for got, wanted in zip(library.call(f"mask_{number}", *inputs), clean):
            np.testing.assert_array_equal(got, wanted)


def test_values_stay_with_their_rows(library):
    """A value that is not finite changes only the rows that may read it."""
    n = 70
    inputs = make(1, 1, n, n)
    inputs[2][:, :, n - 3] = np.nan
    inputs[1][:, :, n - 2] = np.nan
    compare(library, "mask_2", inputs, masks.causal(masks.ZERO).table(n, n))


@pytest.mark.parametrize("n, m", [(0, 5), (5, 0), (0, 0)])
def test_empty(library, n, m):
    inputs = make(1, 2, n, m)
    compare(library, "mask_0", inputs, np.ones((n, m), bool))


def test_empty_batch(library):
    inputs = make(1, 0, 4, 4)
    compare(library, "mask_0", inputs, np.ones((4, 4), bool))


def test_large_scores(library):
    """Only differences of scores count."""
    q, k, v = make(2, 1, 33, 65, scale=40)
    compare(library, "mask_0", [q, k, v], np.ones((33, 65), bool), exact=False) if library.is_reference else None
    output, lse = library.call("mask_0", q, k, v)
    assert np.isfinite(output).all() and np.isfinite(lse).all()


def test_lengths_differ(library):
    """The causal mask without an offset wants one length, and says what it got."""
    q, k, v = make(1, 1, 7, 9)
    status, _, got = library.shapes("mask_1", [q, k, v])
    assert status > 0 and sorted(got) == [7, 9]
    status, _, got = library.shapes("mask_0", [q, k, v[:, :, :8].copy()])
    assert status > 0 and sorted(got) == [8, 9]


def test_threads_give_the_same_bits(library):
    inputs = make(9, 2, 257, 257)
    numbers = [masks.ALL.index(mask) for mask in masks.ALL if not mask.same_length][:6]
    for number in numbers:
        library.set_threads(f"mask_{number}", 1)
        one = library.call(f"mask_{number}", *inputs)
        library.set_threads(f"mask_{number}", 3)
        for a, b in zip(one, library.call(f"mask_{number}", *inputs)):
            assert a.tobytes() == b.tobytes()
