//! Black-box tests of the product without a window.
