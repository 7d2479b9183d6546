"use strict";

/** In place of undici's parser for processors without SIMD, of which Lambda has none. */
throw new TypeError("this bundle needs a processor and a Node with WebAssembly SIMD");
