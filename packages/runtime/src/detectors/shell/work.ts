/** What reading may still cost in one text, in characters: beyond it commands are read by their first word only. */
export interface Work {
  left: number;
}
