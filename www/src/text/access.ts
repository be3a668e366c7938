import type { Access, Class, Fact, Project, Rule, Zone } from '../engine/protocol.js';

/** A fact as the model reads it, without the full stop. */
export function factText(fact: Fact): string {
  if ('key' in fact) return `key k${fact.key[0]} opens ${fact.key[1]}`;
  if ('project' in fact) return `project ${fact.project[0]} uses ${fact.project[1]}`;
  if ('rule' in fact) return `zone ${fact.rule[0]} allows ${fact.rule[1]}`;
  return `volume v${fact.volume[0]} holds ${fact.volume[1]}`;
}

/** The facts by what they are about. */
export interface Tables {
  keys: Map<number, Project>;
  projects: Map<Project, Zone>;
  rules: Map<Zone, Rule>;
  volumes: Map<number, Class>;
}

export function tables(facts: readonly Fact[]): Tables {
  const found: Tables = { keys: new Map(), projects: new Map(), rules: new Map(), volumes: new Map() };
  for (const fact of facts) {
    if ('key' in fact) found.keys.set(...fact.key);
    else if ('project' in fact) found.projects.set(...fact.project);
    else if ('rule' in fact) found.rules.set(...fact.rule);
    else found.volumes.set(...fact.volume);
  }
  return found;
}

/** The way from the question to its answer, as far as the facts lead. */
export interface Chain {
  key: number;
  project: Project | undefined;
  zone: Zone | undefined;
  rule: Rule | undefined;
  volume: number;
  class: Class | undefined;
  /** Whether the rule is about the volume's class. */
  needsClass: boolean;
}

export function chainOf({ facts, key, volume }: Access): Chain {
  const { keys, projects, rules, volumes } = tables(facts);
  const project = keys.get(key);
  const zone = project && projects.get(project);
  const rule = zone && rules.get(zone);
  const needsClass = rule === 'scratch' || rule === 'archive';
  return { key, project, zone, rule, volume, class: volumes.get(volume), needsClass };
}

/** The facts of a chain that leads to an answer, in the order in which one leads to the next. */
export function linksOf({ key, project, zone, rule, volume, class: kind, needsClass }: Chain): Fact[] {
  const links: Fact[] = [];
  if (project) links.push({ key: [key, project] });
  if (project && zone) links.push({ project: [project, zone] });
  if (zone && rule) links.push({ rule: [zone, rule] });
  if (needsClass && kind) links.push({ volume: [volume, kind] });
  return links;
}
