/** What the first picture does without: the views below the runs, and what opens at a press. */
import './views/alternatives.js';
import './views/keyboard-map.js';
import './views/recorded-texts.js';
import './views/share-dialog.js';
import './views/views.js';
