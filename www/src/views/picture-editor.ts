import { DOING, SIZES, WHO } from 'virtual:tables';
import { html, type TemplateResult } from 'lit';
import type { Detail, Picture } from '../engine/protocol.js';
import { article, DOINGS } from '../text/words.js';
import { adder, type Change, choice, rows } from './editor-parts.js';

/** A picture as sentences. */
export function editPicture({ details }: Picture, change: Change<Picture>): TemplateResult {
  const changed: Change<Detail[]> = (next, row) => change({ details: next }, row);
  const sentence = ({ who, doing }: Detail, index: number) => {
    const put = (next: Detail) => changed(details.with(index, next));
    const name = `Detail ${index + 1}`;
    return html`${article(who) === 'an' ? 'An' : 'A'} ${choice(`${name}, who`, WHO, who, next => put({ who: next, doing }))} is
      ${choice(
        `${name}, doing`,
        DOINGS,
        doing,
        next => put({ who, doing: next }),
        next => DOING[next],
      )}`;
  };
  return html`${rows(details, (_, index) => `detail ${index + 1}`, sentence, changed)}
    <div class="adds">${adder('Add a detail', details, newDetail(details), changed)}</div>`;
}

/** Somebody who is not there yet, doing what nobody else does. */
function newDetail(details: readonly Detail[]): Detail | null {
  const who = WHO.find(one => details.every(detail => detail.who !== one));
  const doing = DOINGS.find(one => details.every(detail => detail.doing !== one));
  return who && doing && details.length < SIZES.picture.most ? { who, doing } : null;
}
