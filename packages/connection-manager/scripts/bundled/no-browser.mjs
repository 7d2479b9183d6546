/** In place of bowser, with which the SDK reads the user agent of a browser: the function runs in none. */
export default {
  parse() {
    throw new TypeError("there is no browser whose user agent could be read in the bundled function");
  },
};
