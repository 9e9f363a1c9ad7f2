/** Whether Add is open, and where it should put the card first. */
class AddState {
  open = $state(false);
  lane = $state<string | null>(null);

  /** Opens Add; a board row may say its lane. */
  show(lane: string | null = null): void {
    this.lane = lane;
    this.open = true;
  }
}

export const adding = new AddState();
