//! Several PCs of one ward: the exchange over a simulated network, roles, bad input, and real processes.

mod net;
mod roles;
mod schedules;
