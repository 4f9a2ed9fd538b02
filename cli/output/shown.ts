/** An argument as it stands in a message; an empty one would not be seen there. */
export const shown = (argument: string): string => (argument === '' ? '""' : argument);
