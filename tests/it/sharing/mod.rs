//! Several PCs of one ward: the exchange over a simulated network, roles, bad input, and real processes.

mod asks;
mod before;
mod bundles;
mod cards;
mod copies;
mod digits;
mod hostile;
mod net;
mod readings;
mod roles;
mod schedules;
