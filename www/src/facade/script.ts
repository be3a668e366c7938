/** `embed.js`: what a page loads with a `script` element. */
import { define } from './foregone-embed.js';

define();
