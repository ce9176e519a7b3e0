import { type Problem } from '../server/problem.js';
/** Takes the secret off the address of the page; null where it has none. */
export declare function takeLink(place: Location, history: History): string | null;
/** The token for the link; or why the server gives none. */
export declare function exchangeLink(endpoint: string, link: string): Promise<string | Problem>;
