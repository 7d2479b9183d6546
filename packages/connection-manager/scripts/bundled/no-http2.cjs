"use strict";

/** In place of undici's HTTP/2, which the function's configuration cannot ask for. */
module.exports = () => {
  throw new TypeError("HTTP/2 is not on board of the bundled function");
};
