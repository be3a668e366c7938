import { CLASSES, MOST_FACTS, NUMBERS, PROJECTS, RULES, ZONES } from 'virtual:tables';
import { html, type TemplateResult } from 'lit';
import type { Access, Fact } from '../engine/protocol.js';
import { factText, tables } from '../text/access.js';
import { adder, type Change, choice, rows } from './editor-parts.js';

const key = (number: number) => `k${number}`;
const volume = (number: number) => `v${number}`;

/** Facts and a question as sentences. */
export function editAccess(access: Access, change: Change<Access>): TemplateResult {
  const { facts } = access;
  const changed: Change<Fact[]> = (next, row) => change({ ...access, facts: next }, row);
  const fresh = newFacts(facts);
  return html`${rows(
    facts,
    factText,
    (fact, index) => sentence(fact, `Fact ${index + 1}`, next => changed(facts.with(index, next))),
    changed,
  )}
    <div class="adds">
      ${adder('Add a key', facts, fresh.key, changed)} ${adder('Add a project', facts, fresh.project, changed)}
      ${adder('Add a rule', facts, fresh.rule, changed)} ${adder('Add a volume', facts, fresh.volume, changed)}
    </div>
    <div class="line">
      May the agent delete volume
      ${choice('Volume asked about', NUMBERS, access.volume, next => change({ ...access, volume: next }), volume)} with
      key <span class="end">${choice('Key asked about', NUMBERS, access.key, next => change({ ...access, key: next }), key)}?</span>
    </div>`;
}

function sentence(fact: Fact, name: string, put: (next: Fact) => void): TemplateResult {
  if ('key' in fact) {
    const [a, b] = fact.key;
    return html`key ${choice(`${name}, key`, NUMBERS, a, next => put({ key: [next, b] }), key)} opens
      ${choice(`${name}, project`, PROJECTS, b, next => put({ key: [a, next] }))}`;
  }
  if ('project' in fact) {
    const [a, b] = fact.project;
    return html`project ${choice(`${name}, project`, PROJECTS, a, next => put({ project: [next, b] }))} uses
      ${choice(`${name}, zone`, ZONES, b, next => put({ project: [a, next] }))}`;
  }
  if ('rule' in fact) {
    const [a, b] = fact.rule;
    return html`zone ${choice(`${name}, zone`, ZONES, a, next => put({ rule: [next, b] }))} allows
      ${choice(`${name}, which volumes`, RULES, b, next => put({ rule: [a, next] }))}`;
  }
  const [a, b] = fact.volume;
  return html`volume ${choice(`${name}, volume`, NUMBERS, a, next => put({ volume: [next, b] }), volume)} holds
    ${choice(`${name}, class`, CLASSES, b, next => put({ volume: [a, next] }))}`;
}

/** A fact of each sort about something of which nothing is told yet; null where there is no such thing, or no room. */
function newFacts(facts: readonly Fact[]): Record<'key' | 'project' | 'rule' | 'volume', Fact | null> {
  const { keys, projects, rules, volumes } = tables(facts);
  const room = facts.length < MOST_FACTS;
  const free = <Thing>(all: readonly Thing[], told: ReadonlyMap<Thing, unknown>) =>
    room ? all.find(thing => !told.has(thing)) : undefined;
  const [newKey, project] = [free(NUMBERS, keys), free(PROJECTS, projects)];
  const [zone, newVolume] = [free(ZONES, rules), free(NUMBERS, volumes)];
  // What they lead to is something of which more is told, where there is any.
  const [known = 'atlas'] = projects.keys();
  const [place = 'live'] = rules.keys();
  return {
    key: newKey ? { key: [newKey, known] } : null,
    project: project ? { project: [project, place] } : null,
    rule: zone ? { rule: [zone, 'all'] } : null,
    volume: newVolume ? { volume: [newVolume, 'scratch'] } : null,
  };
}
