// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// expected-error@+1 {{expected valid keyword or string}}
func.func private @no_algorithm() attributes {plan = #ambit.plan<>}

// -----

// expected-error@+1 {{expected a plan to name its algorithm}}
func.func private @empty_algorithm() attributes {plan = #ambit.plan<"">}

// -----

// expected-error@+1 {{expected the setting `a` once, but got it twice}}
func.func private @twice() attributes {plan = #ambit.plan<taps, a = 1, a = 2>}

// -----

// expected-error@+1 {{expected integer value}}
func.func private @no_integer() attributes {plan = #ambit.plan<taps, a = b>}
