"use strict";

/** In place of undici's bodies of FormData: the function sends none. */
exports.webidl = { is: { FormData: (body) => body instanceof FormData } };
exports.extractBody = () => {
  throw new TypeError("FormData is not supported in the bundled function: send text or bytes");
};
