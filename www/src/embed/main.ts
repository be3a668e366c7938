import { showTheme } from '../state/theme.js';
import './frame.js';
import { chosen, onTheme, postHeight } from './host.js';

showTheme(chosen.theme);
onTheme(showTheme);
postHeight();
