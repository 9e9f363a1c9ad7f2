//! Several PCs of one ward: the exchange over a simulated network, roles, bad input, and real processes.

mod answers;
mod asks;
mod before;
mod bundles;
mod cards;
mod collided;
mod copies;
mod digits;
mod faces;
mod forged;
mod hostile;
mod join;
mod late;
mod net;
mod readings;
mod roles;
mod schedules;
mod told;
mod weeks;
