import type { Class, Fact, Project, Rule, Zone } from '../engine/protocol.js';

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
