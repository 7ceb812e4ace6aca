/** The stream worker is a program: it exports nothing. */
export {};
