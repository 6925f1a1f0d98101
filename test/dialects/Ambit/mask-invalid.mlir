// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// expected-error@+1 {{expected a mask (all, causal, window, strided, dilated_window, fixed, global, block, prefix or set), but got the end}}
func.func private @empty() attributes {mask = #ambit.mask<>}

// -----

// expected-error@+1 {{expected `<` and `>` around a mask}}
func.func private @no_body() attributes {mask = #ambit.mask}

// -----

// expected-error@+1 {{but got `casual`}}
func.func private @unknown_word() attributes {mask = #ambit.mask<casual>}

// -----

// expected-error@+1 {{expected `&`, `|` or the end of the mask, but got `window`}}
func.func private @no_join() attributes {mask = #ambit.mask<causal window(3)>}

// -----

// expected-error@+1 {{but got the end}}
func.func private @nothing_after_and() attributes {mask = #ambit.mask<causal &>}

// -----

// expected-error@+1 {{but got `&`}}
func.func private @double_and() attributes {mask = #ambit.mask<causal && window(3)>}

// -----

// expected-error@+1 {{expected `)` after a mask in parentheses, but got `^`}}
func.func private @character() attributes {mask = #ambit.mask<(causal ^ all)>}

// -----

// expected-error@+1 {{expected `(` after `window`, but got the end}}
func.func private @no_numbers() attributes {mask = #ambit.mask<window>}

// -----

// expected-error@+1 {{expected `window` to have 1 to 2 numbers, but got 3}}
func.func private @three_numbers() attributes {mask = #ambit.mask<window(1, 2, 3)>}

// -----

// expected-error@+1 {{expected `fixed` to have 2 numbers, but got 1}}
func.func private @one_number() attributes {mask = #ambit.mask<fixed(4)>}

// -----

// expected-error@+1 {{expected a positive size of `window`, but got 0}}
func.func private @window_size() attributes {mask = #ambit.mask<window(0)>}

// -----

// expected-error@+1 {{expected a sum of left and right of at least 0 of `window`, but got -1}}
func.func private @window_sum() attributes {mask = #ambit.mask<window(3, -4)>}

// -----

// expected-error@+1 {{expected numbers in 1..2147483647 of `strided`, but got 0}}
func.func private @modulus_zero() attributes {mask = #ambit.mask<strided(0)>}

// -----

// expected-error@+1 {{expected numbers in 1..2147483647 of `strided`, but got 2147483648}}
func.func private @modulus_large() attributes {mask = #ambit.mask<strided(2147483648)>}

// -----

// expected-error@+1 {{expected a size of at most 2^40 / 2147483647 of `dilated_window`, but got 2147483647}}
func.func private @dilated_size() attributes {mask = #ambit.mask<dilated_window(2147483647, 2147483647)>}

// -----

// expected-error@+1 {{expected a positive block length of `fixed`, but got 0}}
func.func private @fixed_length() attributes {mask = #ambit.mask<fixed(0, 0)>}

// -----

// expected-error@+1 {{expected a summary of at most 4 positions of `fixed`, but got 5}}
func.func private @fixed_summary() attributes {mask = #ambit.mask<fixed(4, 5)>}

// -----

// expected-error@+1 {{expected a positive block length of `block`, but got 0}}
func.func private @block_length() attributes {mask = #ambit.mask<block(0)>}

// -----

// expected-error@+1 {{expected a look-back of at most 2^40 / 2147483647 blocks of `block`, but got 1000000}}
func.func private @block_back() attributes {mask = #ambit.mask<block(2147483647, 1000000)>}

// -----

// expected-error@+1 {{expected numbers in 0..1099511627776 of `prefix`, but got -1}}
func.func private @prefix_negative() attributes {mask = #ambit.mask<prefix(-1)>}

// -----

// expected-error@+1 {{expected constants of at most 2^40, but got 1099511627777}}
func.func private @constant() attributes {mask = #ambit.mask<prefix(1099511627777)>}

// -----

// expected-error@+1 {{expected constants of at most 2^40, but got 9999999999999999999999999999999999999999}}
func.func private @huge_constant() attributes {mask = #ambit.mask<prefix(99999999999999999999999999999999999999999)>}

// -----

// expected-error@+1 {{expected an integer, but got `1x`}}
func.func private @no_integer() attributes {mask = #ambit.mask<prefix(1x)>}

// -----

// expected-error@+1 {{expected `prefix` without an offset}}
func.func private @no_offset() attributes {mask = #ambit.mask<prefix(1, offset = 2)>}

// -----

// expected-error@+1 {{expected `=` after `offset`, but got `2`}}
func.func private @no_equal() attributes {mask = #ambit.mask<window(1, offset 2)>}

// -----

// expected-error@+1 {{expected n, m or an integer, but got `i`}}
func.func private @offset_of_position() attributes {mask = #ambit.mask<causal(i)>}

// -----

// expected-error@+1 {{expected a constant beside `*`}}
func.func private @product() attributes {mask = #ambit.mask<causal(n * m)>}

// -----

// expected-error@+1 {{expected `)` after the offset of `causal`, but got `mod`}}
func.func private @offset_with_mod() attributes {mask = #ambit.mask<causal(n mod 4)>}

// -----

// expected-error@+1 {{expected factors that sum to at most 2^16 and constants that sum to at most 2^40, but got 65537 and 0}}
func.func private @factor() attributes {mask = #ambit.mask<causal(n * 65536 + m)>}

// -----

// expected-error@+1 {{expected factors that sum to at most 2^16 and constants that sum to at most 2^40, but got 0 and 4611686018427387904}}
func.func private @product_of_constants() attributes {mask = #ambit.mask<causal(1099511627776 * 1099511627776 * 0 + n)>}

// -----

// expected-error@+1 {{expected `"` before the text of `set`, but got `i`}}
func.func private @no_quote() attributes {mask = #ambit.mask<set(i = j)>}

// -----

// expected-error@+1 {{expected i, j, n, m or an integer, but got `"`}}
func.func private @empty_set() attributes {mask = #ambit.mask<set("")>}

// -----

// expected-error@+1 {{expected a condition, but got an expression}}
func.func private @expression() attributes {mask = #ambit.mask<set("i + j")>}

// -----

// expected-error@+1 {{expected a condition, but got an expression}}
func.func private @and_expression() attributes {mask = #ambit.mask<set("i = j and j")>}

// -----

// expected-error@+1 {{expected an expression, but got a condition}}
func.func private @sum_of_conditions() attributes {mask = #ambit.mask<set("(i = j) + 1 = 2")>}

// -----

// expected-error@+1 {{expected the constant after `mod` to be in 1..2^31-1, but got 0}}
func.func private @mod_zero() attributes {mask = #ambit.mask<set("i mod 0 = 0")>}

// -----

// expected-error@+1 {{expected the constant after `floordiv` to be in 1..2^31-1, but got -3}}
func.func private @floordiv_negative() attributes {mask = #ambit.mask<set("i floordiv -3 = 0")>}

// -----

// expected-error@+1 {{expected a constant beside `mod`}}
func.func private @mod_length() attributes {mask = #ambit.mask<set("i mod n = 0")>}

// -----

// expected-error@+1 {{expected i, j, n, m or an integer, but got `k`}}
func.func private @unknown_symbol() attributes {mask = #ambit.mask<set("i = k")>}

// -----

// expected-error@+1 {{expected a mask to nest at most 64 deep, but got more}}
func.func private @deep() attributes {mask = #ambit.mask<!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!causal>}

// -----

// expected-error@+1 {{unknown attribute `musk` in dialect `ambit`}}
func.func private @mnemonic() attributes {mask = #ambit.musk<causal>}
