/** The model server is a program: it exports nothing. */
export {};
