export interface Poll {
  readonly id: string;
  readonly question: string;
  readonly options: readonly PollOption[];
}

export interface PollOption {
  readonly id: string;
  readonly title: string;
}

/** The polls that are open. They change with a deploy, so that nobody can add an option at run time. */
const POLLS: readonly Poll[] = [
  {
    id: 'mascot',
    question: 'Which animal should be the harbour’s mascot?',
    options: [
      { id: 'otter', title: 'Otter' },
      { id: 'puffin', title: 'Puffin' },
      { id: 'seal', title: 'Seal & pup' },
    ],
  },
  {
    id: 'ferry',
    question: 'Should the last ferry leave at 23:30?',
    options: [
      { id: 'yes', title: 'Yes' },
      { id: 'no', title: 'No' },
    ],
  },
];

export function listPolls(): readonly Poll[] {
  return POLLS;
}

export function findPoll(id: unknown): Poll | undefined {
  return POLLS.find((poll) => poll.id === id);
}

export function findOption(poll: Poll, id: unknown): PollOption | undefined {
  return poll.options.find((option) => option.id === id);
}
