/** Names of the fields of a pasted list that carry a chosen track, one a line. */
export const CHOICE_PREFIX = 'line-'
