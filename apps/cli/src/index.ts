/** The command line is a program: it exports nothing. */
export {};
