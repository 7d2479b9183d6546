/** Most unknown names that are told one by one. */
export const MAX_TOLD = 10;

/** Most characters of an unknown name that are shown. */
export const MAX_SHOWN_CHARACTERS = 80;

/** An option is near when it takes at most one change for so many characters of the shorter name, or one. */
export const CHARACTERS_PER_CHANGE = 3;
