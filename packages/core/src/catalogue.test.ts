import { describe, expect, it } from 'vitest';
import { ATTACK_CLASS_IDS, ATTACK_CLASSES } from './attack-classes.ts';
import { RISKS } from './risks.ts';
import { SEVERITY_CAPTIONS, SEVERITY_IDS, severityFromId } from './severity.ts';

describe('catalogues', () => {
  it('has the 14 risks in order', () => {
    expect(Object.keys(RISKS)).toEqual(Array.from({ length: 14 }, (_, i) => `SAS-${i + 1}`));
    for (const [id, risk] of Object.entries(RISKS)) {
      expect(risk.id).toBe(id);
      expect(risk.text.length).toBeGreaterThan(60);
    }
  });

  it.each(ATTACK_CLASS_IDS)('class %s refers to a risk and a severity that exist', (id) => {
    expect(RISKS).toHaveProperty(ATTACK_CLASSES[id].risk);
    expect(SEVERITY_IDS).toHaveProperty(ATTACK_CLASSES[id].severity);
  });

  it('finds a severity by its OCSF id', () => {
    for (const [name, id] of Object.entries(SEVERITY_IDS)) {
      expect(severityFromId(id)).toBe(name);
      expect(SEVERITY_CAPTIONS).toHaveProperty(name);
    }
    expect(severityFromId(0)).toBeUndefined();
    expect(severityFromId(99)).toBeUndefined();
  });
});
