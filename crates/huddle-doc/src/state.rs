//! What a record says now: a tree of values, who wrote each, and what clashes.
//!
//! The reader is tolerant: unknown keys are kept, kinds of value this version does not know become
//! [`NodeValue::Other`], and every accessor has an answer for a missing value.

use std::collections::BTreeMap;

use crate::value::{ActorId, Envelope, Hash, Path, Scalar, Value};

/// Holds one record as it reads now.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the record is and who may see it.
    pub env: Envelope,
    /// When it was put in the bin, milliseconds since 1970 UTC.
    pub deleted_at: Option<i64>,
    /// Everything in the record, envelope keys included.
    pub root: Node,
}

/// Holds one value, who wrote it, and the values others wrote at the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The visible value. Every PC that has the same changes shows the same one.
    pub value: NodeValue,
    /// The change that wrote it; for a map or a text, the change that made it.
    pub written_by: Hash,
    /// The operation that put it here, where it is the only one; what stands beside others has none.
    pub(crate) alone: Option<Written>,
    /// The other values written without having seen this one, in an order that is the same on
    /// every PC. Equal values are not listed: two people writing the same thing agree.
    pub clash: Vec<Node>,
}

/// Names one operation of a record: its number, and who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) counter: u64,
    pub(crate) actor: ActorId,
}

/// Tells the sorts of value apart.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// A keyed map.
    Map(BTreeMap<String, Node>),
    /// A long text.
    Text(String),
    /// One indivisible value.
    Scalar(Scalar),
    /// Something a newer version wrote; kept, not shown.
    Other,
}

impl Node {
    /// Looks up a child; `None` when missing or when this is not a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            NodeValue::Map(m) => m.get(key),
            _ => None,
        }
    }

    /// Returns the short text or long text of a child, `""` when there is none.
    pub fn str(&self, key: &str) -> &str {
        self.get(key).and_then(Node::as_str).unwrap_or("")
    }

    /// Returns the short or long text of a child unless it is missing or empty.
    pub fn str_opt(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_str).filter(|s| !s.is_empty())
    }

    /// Returns the whole number or moment of a child.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(Node::as_int)
    }

    /// Returns the number of a child, whole or with decimals.
    pub fn num(&self, key: &str) -> Option<f64> {
        self.get(key).and_then(Node::as_num)
    }

    /// Returns whether a child says yes; `false` when missing.
    pub fn bool(&self, key: &str) -> bool {
        matches!(self.get(key).map(|n| &n.value), Some(NodeValue::Scalar(Scalar::Bool(true))))
    }

    /// Walks the entries of a child map in key order, leaving out maps that have been emptied.
    pub fn map(&self, key: &str) -> impl Iterator<Item = (&String, &Node)> {
        self.get(key).into_iter().flat_map(Node::entries)
    }

    /// Walks the entries of this map in key order, leaving out maps that have been emptied.
    pub fn entries(&self) -> impl Iterator<Item = (&String, &Node)> {
        let m = match &self.value {
            NodeValue::Map(m) => Some(m),
            _ => None,
        };
        m.into_iter().flatten().filter(|(_, n)| !n.is_hollow())
    }

    /// Returns this node's short or long text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(s) | NodeValue::Scalar(Scalar::Str(s)) => Some(s),
            _ => None,
        }
    }

    /// Returns this node's whole number or moment.
    pub fn as_int(&self) -> Option<i64> {
        match &self.value {
            NodeValue::Scalar(Scalar::Int(n) | Scalar::Time(n)) => Some(*n),
            _ => None,
        }
    }

    /// Returns this node's number.
    pub fn as_num(&self) -> Option<f64> {
        match &self.value {
            NodeValue::Scalar(Scalar::Int(n)) => Some(*n as f64),
            NodeValue::Scalar(Scalar::F64(x)) => Some(*x),
            _ => None,
        }
    }

    /// Returns whether this is a map or text that has been emptied, with nothing clashing.
    pub fn is_hollow(&self) -> bool {
        self.clash.is_empty()
            && match &self.value {
                NodeValue::Map(m) => m.values().all(Node::is_hollow),
                NodeValue::Text(s) => s.is_empty(),
                _ => false,
            }
    }

    /// Returns the value alone, as an edit would write it; `None` for what this version does not know.
    ///
    /// Maps that have been emptied, and values a newer version wrote, are left out of a map.
    pub fn to_value(&self) -> Option<Value> {
        Some(match &self.value {
            NodeValue::Map(m) => Value::Map(
                m.iter()
                    .filter(|(_, n)| !matches!(n.value, NodeValue::Map(_)) || !n.is_hollow())
                    .filter_map(|(k, n)| Some((k.clone(), n.to_value()?)))
                    .collect(),
            ),
            NodeValue::Text(s) => Value::Text(s.clone()),
            NodeValue::Scalar(s) => Value::Scalar(s.clone()),
            NodeValue::Other => return None,
        })
    }

    /// Walks to a descendant through visible values.
    pub fn at(&self, path: &[String]) -> Option<&Node> {
        path.iter().try_fold(self, |n, k| n.get(k))
    }

    /// Returns whether this value and everything in it is plainly equal to `other`, whoever wrote it.
    pub fn same_value(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (NodeValue::Map(a), NodeValue::Map(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|((ka, na), (kb, nb))| {
                        ka == kb && na.clash.is_empty() && nb.clash.is_empty() && na.same_value(nb)
                    })
            }
            (NodeValue::Other, _) | (_, NodeValue::Other) => false,
            (a, b) => a == b,
        }
    }

    /// Returns whether this value or anything in it clashes.
    pub fn any_clash(&self) -> bool {
        !self.clash.is_empty()
            || match &self.value {
                NodeValue::Map(m) => m.values().any(Node::any_clash),
                _ => false,
            }
    }
}

impl State {
    /// Returns the short or long text of a field, `""` when there is none.
    pub fn str(&self, key: &str) -> &str {
        self.root.str(key)
    }

    /// Returns the text of a field unless it is missing or empty.
    pub fn str_opt(&self, key: &str) -> Option<&str> {
        self.root.str_opt(key)
    }

    /// Returns the long text of a field, `""` when there is none.
    pub fn text(&self, key: &str) -> &str {
        self.root.str(key)
    }

    /// Returns the whole number or moment of a field.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.root.int(key)
    }

    /// Returns the number of a field, whole or with decimals.
    pub fn num(&self, key: &str) -> Option<f64> {
        self.root.num(key)
    }

    /// Returns whether a field says yes; `false` when missing.
    pub fn bool(&self, key: &str) -> bool {
        self.root.bool(key)
    }

    /// Walks the entries of a keyed map, leaving out emptied maps.
    pub fn map(&self, key: &str) -> impl Iterator<Item = (&String, &Node)> {
        self.root.map(key)
    }

    /// Returns the value at a path, looking through visible values.
    pub fn at(&self, path: &[String]) -> Option<&Node> {
        self.root.at(path)
    }

    /// Lists every clash: its path and all its values, the visible one first.
    ///
    /// A clash between two whole maps is one entry. The envelope's audience is left out, because
    /// the stricter wins without asking.
    pub fn clashes(&self) -> Vec<(Path, Vec<Node>)> {
        fn walk(node: &Node, at: &mut Path, out: &mut Vec<(Path, Vec<Node>)>) {
            if !node.clash.is_empty() {
                let visible = Node { clash: Vec::new(), ..node.clone() };
                out.push((at.clone(), std::iter::once(visible).chain(node.clash.iter().cloned()).collect()));
            }
            if let NodeValue::Map(m) = &node.value {
                for (k, n) in m {
                    at.push(k.clone());
                    walk(n, at, out);
                    at.pop();
                }
            }
        }
        let mut out = Vec::new();
        walk(&self.root, &mut Vec::new(), &mut out);
        out.retain(|(p, _)| p.first().is_none_or(|k| k != "audience"));
        out
    }
}
