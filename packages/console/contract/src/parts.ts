import { z } from 'zod';

export const text = (limit: number) => z.string().max(limit);
export const timeMs = z.number().int().min(0).max(8.64e15);

export const functionRef = z.object({
  name: text(140).min(1),
  version: text(128),
  region: text(40),
  account: text(12),
  runtime: text(64),
});

export const eventRowSchema = z.object({
  id: z.string(),
  time: z.number(),
  lastTime: z.number(),
  count: z.number(),
  class: z.string(),
  title: z.string(),
  severity: z.enum(['informational', 'low', 'medium', 'high', 'critical']),
  action: z.enum(['allowed', 'observed', 'blocked']),
  rule: z.string(),
  ruleVersion: z.string(),
  message: z.string(),
  function: functionRef,
  source: z.string(),
  path: z.string(),
  excerpt: z.string(),
  requestId: z.string(),
});
