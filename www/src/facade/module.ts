/** The npm package `foregone-embed`: importing it makes the element known. */
import { define, ForegoneEmbed } from './foregone-embed.js';

define();

export { define, ForegoneEmbed };
